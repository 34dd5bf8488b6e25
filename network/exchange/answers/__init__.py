"""The pages on which members answer offers and requests, and decide about answers. The steps are in `answering`."""
