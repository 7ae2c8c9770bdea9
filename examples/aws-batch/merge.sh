#!/bin/sh
# The job after the array job: one report of what all children have read. Needs BUCKET and RUN.
# Exits with 1 for violations, and with 2 for accounts that could not be read.
set -eu
umask 077
aws s3 cp --recursive --only-show-errors "s3://$BUCKET/$RUN" .
status=0
mfa-guard merge accounts-* --format csv --output mfa.csv || status=$?
if [ -f mfa.csv ]; then aws s3 cp --only-show-errors mfa.csv "s3://$BUCKET/$RUN/mfa.csv"; fi
exit "$status"
