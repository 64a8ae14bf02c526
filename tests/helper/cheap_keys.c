/* cheap_keys.c - linked into cmsa_cheap and cmsa-keys_cheap in place of the cost that programs
 * use: key files for tests, opened in a tenth of the time.  Every key file says its own cost, so
 * the programs under test open them as any other. */
#include "keyfile.h"

struct keyfile_limits __wrap_keyfile_limits_moderate(void);

struct keyfile_limits
__wrap_keyfile_limits_moderate(void)
{
	return keyfile_limits_interactive();
}
