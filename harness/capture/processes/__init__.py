"""The app's processes: all of them hooked, watched, and looked at without the agent."""
