"""An invented year in the real Estonia, for trying the portal out."""
