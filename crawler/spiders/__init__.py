"""What asks the publishers: every source is a spider of its own name, and `site` crawls any address."""
