// SPDX-License-Identifier: GPL-2.0-or-later
#include "../quiet-thread.hpp"

#include <pthread.h>
#include <signal.h>

namespace playalter {

std::thread start_quiet_thread(const char *name, std::function<void()> body)
{
	// Inherited, so that there is no moment at which the new thread takes one.
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	try {
		std::thread thread(std::move(body));
		pthread_setname_np(thread.native_handle(), name);
		pthread_sigmask(SIG_SETMASK, &before, nullptr);
		return thread;
	} catch (...) {
		pthread_sigmask(SIG_SETMASK, &before, nullptr);
		throw;
	}
}

} // namespace playalter
