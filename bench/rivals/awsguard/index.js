const { AwsGuard } = require("@pulumi/awsguard");

// Its AWS SDK knows no AWS_ENDPOINT_URL.
require("aws-sdk").config.update({ endpoint: process.env.AWS_ENDPOINT_URL });

new AwsGuard({ all: "advisory" });
