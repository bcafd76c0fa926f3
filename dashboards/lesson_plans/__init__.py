"""The page *Teachers' lesson plans*: the file, its columns, topics, the change."""
