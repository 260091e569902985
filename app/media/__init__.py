"""Pictures and videos for the screens: received, checked, stored in parts that every server of the database can read."""
