import { User, UserGroupMembership, UserLoginProfile } from "@pulumi/aws/iam";
import { Config } from "@pulumi/pulumi";

const grace = new User("grace", { name: "grace" });

// Set once there is a group that makes its members enrol: pulumi config set group force-mfa
const group = new Config().get("group");
if (group !== undefined) new UserGroupMembership("grace", { user: grace.name, groups: [group] });

new UserLoginProfile("grace", { user: grace.name, passwordResetRequired: false });
