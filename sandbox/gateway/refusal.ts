/** What AWS answers in place of doing what it was asked. */
export class Refusal extends Error {
  override name = "Refusal";

  constructor(
    /** AWS's name of the error: "AccessDenied". */
    readonly code: string,
    message: string,
    /** Of the HTTP answer. */
    readonly status = 403,
  ) {
    super(message);
  }
}

/**
 * A key that AWS does not know, that is switched off, or that the service does not take.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/CommonErrors.html
 */
export function invalidKey(): Refusal {
  return new Refusal("InvalidClientTokenId", "The security token included in the request is invalid.");
}
