"""Rules a submission has to pass, and what each finding tells the site."""
