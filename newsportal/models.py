"""A phone as second factor: django_otp's device, with its secret sealed."""

from django_otp.plugins.otp_totp.models import TOTPDevice

from newsportal import sealing


class Phone(TOTPDevice):  # type: ignore[misc]  # the library has no types
    """`key` holds what newsportal.sealing made of the secret, for this account alone."""

    class Meta:
        proxy = True
        default_permissions = ()  # nobody is given any: there is no page on which devices are listed

    @property
    def bin_key(self) -> bytes:
        """The secret itself; sealing.UnreadableError when no key of ours opens it."""
        return sealing.unseal(self.key, of=owner(self.user_id))


def owner(account: int) -> str:
    """For whom an account's secret is sealed."""
    return f"second factor of account {account}"
