/* rogue.c - linked into cmsad_rogue: the process that CMSA_ROGUE names ("core", "sign", "net")
 * opens a Unix socket once it has entered its role, which none may. */
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "sandbox.h"

enum err __real_sandbox_enter(enum sandbox_role role, const char *folder, int report);
enum err __wrap_sandbox_enter(enum sandbox_role role, const char *folder, int report);

enum err
__wrap_sandbox_enter(enum sandbox_role role, const char *folder, int report)
{
	static const char *const names[SANDBOX_ROLES] = {
		[SANDBOX_CORE] = "core",
		[SANDBOX_SIGN] = "sign",
		[SANDBOX_NET] = "net",
	};
	const char *who = getenv("CMSA_ROGUE");
	enum err e = __real_sandbox_enter(role, folder, report);

	if (!e && who && !strcmp(who, names[role]))
		(void)socket(AF_UNIX, SOCK_STREAM, 0);
	return e;
}
