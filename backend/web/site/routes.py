"""All addresses of our own site, where owners have their accounts. They stand outside the admin's frame."""

from starlette.routing import BaseRoute, Route

from backend.web.site import account, entering, linking, mailed

BOTH = ["GET", "POST"]


def site_routes() -> list[BaseRoute]:
    """Everything below /account, which is where the site's cookie goes."""
    return [
        Route("/account", account.page, name="account"),
        Route("/account/begin", entering.arrive, name="begin_account"),
        Route("/account/new", entering.new, methods=BOTH, name="new_account"),
        Route("/account/sign-in", entering.sign_in, methods=BOTH, name="sign_in"),
        Route("/account/sign-out", entering.sign_out, methods=["POST"], name="sign_out"),
        Route("/account/forgotten", entering.forgotten, methods=BOTH, name="forgotten"),
        Route("/account/mail/{token}", mailed.page, methods=BOTH, name="mailed"),
        Route("/account/link", linking.page, methods=BOTH, name="link_shop"),
        Route("/account/shops/{shop_id:id}/linked", linking.linked, name="linked_shop"),
        Route("/account/shops/{shop_id:id}/unlink", linking.unlink, methods=BOTH, name="unlink_shop"),
        Route("/account/email", account.email, methods=BOTH, name="change_email"),
        Route("/account/password", account.password, methods=BOTH, name="change_password"),
        Route("/account/delete", account.delete, methods=BOTH, name="delete_account"),
    ]
