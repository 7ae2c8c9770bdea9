// Two users of a new account, denied everything but setting up MFA from the first moment.
package main

import (
	mfaguard "github.com/mfa-guard/pulumi-mfa-guard/sdk/go/mfaguard"
	"github.com/pulumi/pulumi-aws/sdk/v7/go/aws/iam"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
)

func main() { pulumi.Run(program) }

func program(ctx *pulumi.Context) error {
	ann, err := iam.NewUser(ctx, "ann", &iam.UserArgs{Name: pulumi.String("ann")})
	if err != nil {
		return err
	}
	// By name, where the user exists already, or by the output of a user that Pulumi makes. Such users must not have a
	// password before.
	humans, err := mfaguard.NewForceMfa(ctx, "humans", &mfaguard.ForceMfaArgs{
		Users:       pulumi.StringArray{pulumi.String("bob"), ann.Name},
		SelfService: mfaguard.SelfServiceArgs{OwnPassword: pulumi.BoolRef(true)},
	})
	if err != nil {
		return err
	}
	_, err = iam.NewUserLoginProfile(ctx, "ann-login", &iam.UserLoginProfileArgs{User: ann.Name},
		pulumi.DependsOn([]pulumi.Resource{humans}))
	if err != nil {
		return err
	}
	ctx.Export("group", humans.GroupName)
	return nil
}
