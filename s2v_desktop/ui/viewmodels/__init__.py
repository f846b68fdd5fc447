"""What the window's parts observe: the project, the loaded media, the running job."""
