"""Serves moto on a free loopback port, prints that port, and exits when standard input closes."""

import json
import os
import sys
import threading

from moto.core.utils import utcnow
from moto.iam.exceptions import IAMException
from moto.iam.models import AccountSummary, IAMBackend, User
from moto.iam.responses import IamResponse
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from moto.server import MotoRequestHandler
from werkzeug.serving import make_server


def exit_with_parent():
    # Standard input is a pipe from the process that started us: it closes even where that one is killed.
    sys.stdin.buffer.read()
    os._exit(0)


def give_root_credentials(kind):
    """moto's root user has no password, can't have MFA, and the summary does not say so of the password."""
    plain = AccountSummary.summary_map.fget

    def with_root(summary):
        password, mfa = int(kind != "none"), int(kind == "mfa")
        return {**plain(summary), "AccountPasswordPresent": password, "AccountMFAEnabled": mfa}

    AccountSummary.summary_map = property(with_root)


def report_where_keys_are_used():
    """moto keeps where a key was last used, and says "not_supported" of it in the credential report."""
    plain = User.to_csv

    def with_use(user):
        fields = plain(user).split(",")
        for number, key in enumerate(user.access_keys[:2]):
            if key.last_used:
                region = 11 + 5 * number
                fields[region : region + 2] = [key.last_used.region, key.last_used.service]
        return ",".join(fields)

    User.to_csv = with_use


def make_reports_again():
    """moto says for ever that it has its report, and of 2015. Here one that has been fetched is too old, as AWS's is after
    four hours, so that the next has what was done since; one that has not is complete, which is what callers wait for."""
    generate, fetch = IAMBackend.generate_report, IamResponse.get_credential_report

    def generate_report(backend):
        generate(backend)
        backend.report_fetched = False

    def with_time(response):
        answer = fetch(response)
        answer.result["GeneratedTime"] = utcnow().strftime("%Y-%m-%dT%H:%M:%SZ")
        response.backend.report_fetched = True
        return answer

    IAMBackend.generate_report = generate_report
    IAMBackend.report_generated = lambda backend: backend.credential_report and not backend.report_fetched
    IamResponse.get_credential_report = with_time


def know_no_organization():
    """moto lacks the call. The answer is that of AWS to an account in no organization."""

    class OrganizationNotFound(IAMException):
        code = "OrganizationNotFoundException"

    def refuse(response):
        raise OrganizationNotFound("The account is not a member of an organization.")

    IamResponse.list_organizations_features = refuse


def with_sign_in(app):
    """moto has no AWS Sign-In. Of any account the answer is that of AWS where nobody has set anything."""

    def serve(environ, start_response):
        if environ["PATH_INFO"] != "/get-console-authorization-configuration":
            return app(environ, start_response)
        asked = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or "{}")
        answer = {"targetId": asked.get("targetId"), "scope": "ACCOUNT", "consoleAuthorizationEnabled": False}
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(answer).encode()]

    return serve


def main():
    make_reports_again()
    give_root_credentials(os.environ["MFA_GUARD_ROOT"])
    report_where_keys_are_used()
    know_no_organization()
    app = with_sign_in(DomainDispatcherApplication(create_backend_app))
    # Port 0: the system picks a free one, so that no two emulators ever race for the same.
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=MotoRequestHandler)
    os.environ.setdefault("MOTO_PORT", str(server.server_port))
    threading.Thread(target=exit_with_parent, daemon=True).start()
    print(server.server_port, flush=True)
    server.serve_forever()


main()
