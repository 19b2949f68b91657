"""How the system itself is: what waits, how much room there is, backups, refused sign-ins, versions and clocks."""
