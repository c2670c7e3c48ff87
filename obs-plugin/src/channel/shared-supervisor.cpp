// SPDX-License-Identifier: GPL-2.0-or-later
//
// The one supervisor of the process, and how many filters hold it. Any thread but the graphics one.
#include "daemon-supervisor.hpp"

namespace playalter {

namespace {

// The process-wide supervisor. It outlives its last user, to end the daemon without keeping the user
// waiting.
struct Registry {
	std::mutex mutex;
	std::unique_ptr<DaemonSupervisor> supervisor;
	size_t users = 0;
};

Registry &registry()
{
	static Registry instance;
	return instance;
}

} // namespace

std::shared_ptr<DaemonSupervisor> DaemonSupervisor::share(const SupervisorOptions &options, ChannelError &error)
{
	Registry &shared = registry();
	const std::lock_guard<std::mutex> lock(shared.mutex);
	if (!shared.supervisor)
		shared.supervisor = create(options, error);
	if (!shared.supervisor)
		return nullptr;
	if (shared.users++ == 0)
		shared.supervisor->revive();
	return {shared.supervisor.get(), [](DaemonSupervisor *supervisor) {
			Registry &owner = registry();
			const std::lock_guard<std::mutex> release_lock(owner.mutex);
			if (--owner.users == 0)
				supervisor->begin_shutdown();
		}};
}

void DaemonSupervisor::drain()
{
	std::unique_ptr<DaemonSupervisor> last;
	Registry &shared = registry();
	{
		const std::lock_guard<std::mutex> lock(shared.mutex);
		if (shared.users == 0)
			last = std::move(shared.supervisor);
	}
}

} // namespace playalter
