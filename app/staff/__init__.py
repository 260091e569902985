"""Staff: who works here, what they sign in with, and that they are signed in."""
