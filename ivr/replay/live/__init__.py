"""A replay by real calls: the plan, the callers and agents on their phones, what came of it."""
