"""The rehearsal (情景演练): a second hall on its own log, scripted customers, and a trainee on the real screens."""
