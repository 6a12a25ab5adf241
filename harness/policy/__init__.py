"""What a policy says: from its text to claims, each with the sentence that it rests on. No model, no network."""
