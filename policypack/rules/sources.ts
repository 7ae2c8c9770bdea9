/** A control's own place on AWS's page, with the requirements of other standards that AWS says it answers. */
export function securityHubPage(control: string): string {
  const anchor = control.toLowerCase().replace(".", "-");
  return `https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html#${anchor}`;
}

/** What another scanner says is asked by a standard: the requirements that its checks of MFA stand for. */
export function prowler(table: string): string {
  return `https://github.com/prowler-cloud/prowler/blob/5.46.0/prowler/compliance/aws/${table}_aws.json`;
}

export function wellArchitectedPage(practice: string): string {
  return `https://docs.aws.amazon.com/wellarchitected/latest/security-pillar/${practice}.html`;
}
