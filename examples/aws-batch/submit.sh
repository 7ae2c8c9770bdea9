#!/bin/sh
# Submits the array job, and the job that merges once all children have succeeded. Needs QUEUE.
# https://docs.aws.amazon.com/batch/latest/userguide/array_jobs.html
set -eu
run="mfa-$(date -u +%Y%m%dT%H%M%SZ)"
environment="environment=[{name=RUN,value=$run}]"
array=$(aws batch submit-job --job-name "$run" --job-queue "$QUEUE" --job-definition mfa-guard-shard \
  --array-properties size=8 --container-overrides "$environment" --query jobId --output text)
aws batch submit-job --job-name "$run-merge" --job-queue "$QUEUE" --job-definition mfa-guard-shard \
  --depends-on "jobId=$array" --container-overrides "command=sh,/job/merge.sh,$environment"
echo "$run/mfa.csv"
