import pulumi
import pulumi_aws as aws
import pulumi_mfa_guard as mfa_guard

ann = aws.iam.User("ann", name="ann")

# By name, where the user exists already, or by the output of a user that Pulumi makes. Such users must not have a
# password before.
humans = mfa_guard.ForceMfa(
    "humans",
    users=["bob", ann.name],
    self_service={"own_password": True},
)

aws.iam.UserLoginProfile("ann-login", user=ann.name, opts=pulumi.ResourceOptions(depends_on=[humans]))

pulumi.export("group", humans.group_name)
