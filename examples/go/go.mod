module humans

go 1.23.0

require (
	github.com/mfa-guard/pulumi-mfa-guard/sdk/go v0.0.0
	github.com/pulumi/pulumi-aws/sdk/v7 v7.0.0
	github.com/pulumi/pulumi/sdk/v3 v3.170.0
)

replace github.com/mfa-guard/pulumi-mfa-guard/sdk/go => ./sdks/mfa-guard-mfa-guard
