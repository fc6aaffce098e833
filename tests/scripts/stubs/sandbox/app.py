"""The settings that `sfl sandbox` reads."""


class Settings:
    @classmethod
    def from_environment(cls, environ):
        if not environ.get("SANDBOX_SEED", "1").isdecimal():
            raise ValueError(f"SANDBOX_SEED={environ['SANDBOX_SEED']}: give a whole number, for example 1")
        return environ
