"""Load: real calls placed with SIPp, phones that answer them, and what came of each call."""
