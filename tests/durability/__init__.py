"""What an index must survive: kills, two writers, a full disk, torn files, edits in any order."""
