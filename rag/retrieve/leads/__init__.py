"""What goes ahead of all else: what stands below the title, heading or question that is asked."""
