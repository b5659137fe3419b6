"""Settings for the tests: the real ones, with their own data folder and no limits that a test did not set."""

import os

os.environ["DATA_DIR"] = os.environ.get("TEST_DATA_DIR", ".data/test")
os.environ.setdefault("LOG_LEVEL", "WARNING")

from meetingmuse.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MESSAGE_RATE_PER_MINUTE = 0
REQUESTS_PER_MINUTE = MAX_CONNECTIONS_PER_ADDRESS = NEW_CONVERSATIONS_PER_MINUTE = SIGN_INS_PER_MINUTE = 0
HUGGINGFACE_API_TOKEN = HUGGINGFACE_MODEL = HUGGINGFACE_ENDPOINT_URL = HUGGINGFACE_ENDPOINT_TOKEN = ""
LLM_FALLBACK, LLM_LOG_PROMPTS = "rules", False
