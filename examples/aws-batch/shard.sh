#!/bin/sh
# A child of an AWS Batch array job: reads its shard, and puts what it has read into the bucket.
# Needs BUCKET, RUN (a name for all children of one run) and ORG_ROLE. Batch sets the others:
# https://docs.aws.amazon.com/batch/latest/userguide/job_env_vars.html
set -eu
# Batch counts from 0.
shard=$((AWS_BATCH_JOB_ARRAY_INDEX + 1))
folder="accounts-$shard"
# Violations and accounts that could not be read are told by merge.sh. The job fails, and is tried again, where there is
# nothing to merge.
mfa-guard audit --org --org-role "$ORG_ROLE" --shard "$shard/$AWS_BATCH_JOB_ARRAY_SIZE" --resume "$folder" ||
  test -f "$folder/run-$shard-of-$AWS_BATCH_JOB_ARRAY_SIZE.json"
aws s3 cp --recursive --only-show-errors "$folder" "s3://$BUCKET/$RUN/$folder"
