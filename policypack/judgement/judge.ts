import { type Fact, known, type Reason, unknown } from "../facts/fact";
import type { AccountFacts, User } from "../facts/account-facts";
import type { Network } from "../iam/enrolment-steps";
import type { PolicySet } from "../iam/evaluate";
import { judgePolicies, type PolicyAnswer, type Question } from "../iam/judge-user";
import { AnswerKeys } from "../iam/answer-keys";
import type { Principal } from "../iam/request-scenarios";
import { DEFAULT_MAX_GRACE_DAYS, type Rollout } from "../rollout/rollout";
import { acceptedIn } from "./console-authorization";
import { deniedFrom, type Denial, denialOf } from "./denial";
import { type Enrolment, enrolmentOf } from "./enrolment";
import { RolloutStatuses } from "./rollout-status";
import { type AppliedPolicy, policySetOf, type UserPolicies } from "./policy-set";

/** Can this user enrol, and are they denied everything until they do: all that applies to one user, judged together. */
export interface UserJudgement {
  readonly principal: Principal;
  readonly policies: PolicySet;
  /** By the name that `policies` has for it. */
  readonly applied: ReadonlyMap<string, AppliedPolicy>;
  /** The rollout's, which they are in; null: none. */
  readonly wave: string | null;
  /** Users with the same key have the same answer. */
  readonly key: string;
  readonly answer: PolicyAnswer;
  /** Unknown: something is open, and a policy that could not be read may deny it. */
  readonly denial: Fact<Denial>;
  /** Of a user without a device; who has one has enrolled. */
  readonly enrolment: Enrolment;
  /** What could not be read of their policies. */
  readonly missing: readonly Reason[];
}

export interface JudgeOptions {
  readonly rollout: Rollout | null;
  readonly now: Date;
  /** Every action that there is; left out: those that the policies tell apart. */
  readonly actions?: readonly string[];
}

/** Judges the users of one account, each set of policies once. Pure. */
export class Judge {
  private readonly answerKeys: AnswerKeys;
  private readonly answers = new Map<string, PolicyAnswer>();
  private readonly judged = new WeakMap<User, Fact<UserJudgement>>();
  private readonly network: Network;
  private readonly places: RolloutStatuses;

  constructor(
    private readonly account: AccountFacts,
    private readonly options: JudgeOptions,
  ) {
    this.network = networkOf(options.rollout);
    this.answerKeys = new AnswerKeys(options.now, this.network);
    this.places = new RolloutStatuses(options.rollout, account, options.now);
  }

  isFor({ rollout, now, actions }: JudgeOptions): boolean {
    const { options } = this;
    return (
      options.rollout === rollout && options.now.getTime() === now.getTime() && options.actions === actions
    );
  }

  /** Unknown: the account's own number or partition is, or a user's name. */
  judge(user: User): Fact<UserJudgement> {
    const found = this.judged.get(user) ?? this.work(user);
    this.judged.set(user, found);
    return found;
  }

  private work(user: User): Fact<UserJudgement> {
    const principal = principalOf(user, this.account);
    if (!principal.known) return principal;
    const { path, policies, more, applied, missing: unread } = this.policiesOf(user);
    const wave = this.waveOf(user);
    const key = JSON.stringify([this.answerKeys.keyOf(policies, principal.value), more, wave]);
    const answer = this.answers.get(key) ?? this.ask({ policies, more, principal: principal.value }, wave);
    this.answers.set(key, answer);
    const missing = path && answer.forces ? [...unread, path] : unread;
    const denial = this.denialOf(answer, missing);
    const from = deniedFrom(denial);
    const { account, options } = this;
    const enrolment = enrolmentOf({ user, account, answer, policies, missing, from, now: options.now });
    const judged = { principal: principal.value, policies, applied, wave, key, answer };
    return known({ ...judged, denial, enrolment, missing });
  }

  /** `path`: why the user's path, and so their ARN, is not known; null: it is. */
  private policiesOf(user: User): UserPolicies & { readonly path: Reason | null } {
    return { ...policySetOf(user, this.account), path: user.path.known ? null : user.path.reason };
  }

  /** What is accepted hangs on the wave. Null: in none. */
  private waveOf(user: User): string | null {
    const place = this.places.of(user);
    return place?.kind === "wave" ? place.wave.name : null;
  }

  private ask(
    question: Pick<Question, "policies" | "more" | "principal">,
    wave: string | null,
  ): PolicyAnswer {
    const { now, actions, rollout } = this.options;
    return judgePolicies({
      ...question,
      now,
      ...(actions && { actions }),
      viaAwsServices: rollout?.selfService.viaAwsServices ?? false,
      accepted: (at) => acceptedIn(this.account, rollout, wave, at),
      network: this.network,
    });
  }

  /** What is denied is denied, whatever else applies; what is open may be denied by what could not be read. */
  private denialOf(answer: PolicyAnswer, missing: readonly Reason[]): Fact<Denial> {
    const maxGraceDays = this.options.rollout?.maxGraceDays ?? DEFAULT_MAX_GRACE_DAYS;
    const denial = denialOf(answer, this.options.now, maxGraceDays);
    const [reason] = missing;
    return reason && denial.kind !== "denied" ? unknown(reason) : known(denial);
  }
}

function principalOf(user: User, { identity }: AccountFacts): Fact<Principal> {
  if (!identity.known) return identity;
  const { accountId, partition } = identity.value;
  const tags = user.tags.known ? user.tags.value : undefined;
  const live = user.live.known ? user.live.value : null;
  const id = live?.id.known === true && live.id.value;
  return known({
    name: user.name ?? UNNAMED,
    path: user.path.known ? user.path.value : "/",
    accountId,
    partition,
    ...(tags && { tags }),
    ...(id && { id }),
  });
}

/** Stands for the name of a planned user, or role, that is not known in preview: no policy that names one means it. */
export const UNNAMED = "mfa-guard-unnamed";

/** From where the policy to be deployed lets people enrol: the first of its ranges, or of its VPCs. */
function networkOf(rollout: Rollout | null): Network {
  const { sourceIps, vpcs } = rollout?.selfService ?? {};
  const ip = sourceIps?.[0]?.split("/")[0];
  const vpc = vpcs?.[0];
  return ip === undefined ? (vpc === undefined ? {} : { vpc }) : { ip };
}

const JUDGES = new WeakMap<AccountFacts, Judge[]>();

/** The one judge of an account, for all who ask with the same rollout file at the same time. */
export function judgeOf(account: AccountFacts, options: JudgeOptions): Judge {
  const judges = JUDGES.get(account) ?? [];
  const same = judges.find((judge) => judge.isFor(options));
  if (same) return same;
  const judge = new Judge(account, options);
  JUDGES.set(account, [...judges, judge]);
  return judge;
}
