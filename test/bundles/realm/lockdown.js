// Freezes the realm as hardened JavaScript does.
lockdown();
