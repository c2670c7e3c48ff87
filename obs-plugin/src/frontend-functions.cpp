// SPDX-License-Identifier: GPL-2.0-or-later
#include "frontend-functions.hpp"

#include <dlfcn.h>

namespace playalter {

namespace {

class Lookup {
public:
	// OBS itself is linked with its front end's library, so the symbols are there for all its modules.
	template<typename Function> void find(Function *&function, const char *name)
	{
		function = reinterpret_cast<Function *>(dlsym(RTLD_DEFAULT, name));
		is_complete_ = is_complete_ && function;
	}
	bool is_complete() const { return is_complete_; }

private:
	bool is_complete_ = true;
};

struct FoundFunctions {
	FoundFunctions()
	{
		Lookup lookup;
		lookup.find(functions.add_event_callback, "obs_frontend_add_event_callback");
		lookup.find(functions.add_tools_menu_item, "obs_frontend_add_tools_menu_item");
		lookup.find(functions.get_profile_config, "obs_frontend_get_profile_config");
		lookup.find(functions.streaming_active, "obs_frontend_streaming_active");
		lookup.find(functions.streaming_stop, "obs_frontend_streaming_stop");
		lookup.find(functions.get_streaming_output, "obs_frontend_get_streaming_output");
		lookup.find(functions.recording_active, "obs_frontend_recording_active");
		lookup.find(functions.recording_stop, "obs_frontend_recording_stop");
		lookup.find(functions.get_recording_output, "obs_frontend_get_recording_output");
		lookup.find(functions.replay_buffer_active, "obs_frontend_replay_buffer_active");
		lookup.find(functions.replay_buffer_stop, "obs_frontend_replay_buffer_stop");
		lookup.find(functions.get_replay_buffer_output, "obs_frontend_get_replay_buffer_output");
		lookup.find(functions.virtualcam_active, "obs_frontend_virtualcam_active");
		lookup.find(functions.stop_virtualcam, "obs_frontend_stop_virtualcam");
		lookup.find(functions.get_virtualcam_output, "obs_frontend_get_virtualcam_output");
		is_complete = lookup.is_complete();
	}

	FrontendFunctions functions{};
	bool is_complete = false;
};

} // namespace

const FrontendFunctions *frontend_functions()
{
	static const FoundFunctions found;
	return found.is_complete ? &found.functions : nullptr;
}

} // namespace playalter
