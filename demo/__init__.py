"""A lively hall: a server on data of its own, with simulated customers and clerks who use it over HTTP like anybody else."""
