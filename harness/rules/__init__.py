"""Rules over an assessment: what was seen, held against regulations; each verdict with its evidence."""
