"""The recorded server: answers of a recording for the requests of a new run, in which every value may be another."""
