"""The typed desired state and the questions that rules ask of it. No file is opened here."""
