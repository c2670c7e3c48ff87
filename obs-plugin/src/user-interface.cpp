// SPDX-License-Identifier: GPL-2.0-or-later
#include "user-interface.hpp"

#include "guarded-callback.hpp"

#include <dlfcn.h>

#include <memory>
#include <utility>

namespace playalter {

namespace {

using Work = std::function<void()>;

void run_task(void *task)
{
	const std::unique_ptr<Work> work(static_cast<Work *>(task));
	run_guarded("a task", *work);
}

void pass_on_to_ui(void *task) { obs_queue_task(OBS_TASK_UI, run_task, task, false); }

void pass_on_to_destruction(void *task) { obs_queue_task(OBS_TASK_DESTROY, pass_on_to_ui, task, false); }

} // namespace

void run_on_ui_thread(UiWait wait, Work work)
{
	obs_queue_task(OBS_TASK_UI, run_task, new Work(std::move(work)), wait == UiWait::until_done);
}

void run_on_ui_thread_after_destructions(Work work)
{
	// What this frame still holds is let go of with it; what was let go of is destroyed in its turn.
	obs_queue_task(OBS_TASK_GRAPHICS, pass_on_to_destruction, new Work(std::move(work)), false);
}

bool open_source_properties(obs_source_t *source)
{
	// OBS itself is linked with its front end's library, so the symbol is there for all its modules.
	using OpenProperties = void(obs_source_t *);
	auto *const open =
		reinterpret_cast<OpenProperties *>(dlsym(RTLD_DEFAULT, "obs_frontend_open_source_properties"));
	if (open)
		open(source);
	return open != nullptr;
}

} // namespace playalter
