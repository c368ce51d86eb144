//! The use cases of a desk: the one API that the window and the command line call.
