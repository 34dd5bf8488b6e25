"""Files that members upload: examined by structure, written anew, kept private, served one by one."""
