import { User, UserGroupMembership, UserLoginProfile } from "@pulumi/aws/iam";
import { Config } from "@pulumi/pulumi";

const kim = new User("kim", { name: "kim" });

// Set once there is a group that makes its members enrol: pulumi config set group force-mfa
const group = new Config().get("group");
if (group !== undefined) new UserGroupMembership("kim", { user: kim.name, groups: [group] });

new UserLoginProfile("kim", { user: kim.name, passwordResetRequired: false });
