"""OpenSanctions' FollowTheMoney forms."""
