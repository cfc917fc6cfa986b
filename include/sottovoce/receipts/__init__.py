"""What a site reads about what it sent."""
