"""What others than the scripts see of the service: questionnaires, inspections, and what they count."""
