// SPDX-License-Identifier: GPL-2.0-or-later
//
// Hotkeys and menu entries are called on the UI thread (OBS sends all hotkeys there), procedures on their
// caller's.
#include "guardian-controls.hpp"

#include "frontend-functions.hpp"
#include "guardian.hpp"
#include "protocol/generated/names.gen.h"

#include <obs-module.h>

#include <util/config-file.h>

#include <string>

namespace playalter {

namespace {

// One for each way; panic never resumes, and resume never panics.
struct Control {
	const char *text;
	const char *hotkey;
	const char *procedure;
	void (Guardian::*act)();
	obs_hotkey_id id = OBS_INVALID_HOTKEY_ID;
};

Control controls[] = {
	{"PanicAction", names::hotkey_panic, names::procedure_panic, &Guardian::panic},
	{"ResumeAction", names::hotkey_resume, names::procedure_resume, &Guardian::resume},
};

void act(const void *control) { (guardian().*static_cast<const Control *>(control)->act)(); }

void on_hotkey(void *control, obs_hotkey_id, obs_hotkey_t *, bool is_pressed)
{
	if (is_pressed)
		act(control);
}

void on_procedure(void *control, calldata_t *) { act(control); }

void on_menu_item(void *control) { act(control); }

} // namespace

void add_guardian_controls()
{
	for (Control &control : controls) {
		control.id = obs_hotkey_register_frontend(control.hotkey, obs_module_text(control.text), on_hotkey,
							  &control);
		if (const FrontendFunctions *frontend = frontend_functions())
			frontend->add_tools_menu_item(obs_module_text(control.text), on_menu_item, &control);
		const std::string declaration = std::string("void ") + control.procedure + "()";
		proc_handler_add(obs_get_proc_handler(), declaration.c_str(), on_procedure, &control);
	}
}

void load_guardian_hotkeys()
{
	config_t *profile = frontend_functions()->get_profile_config();
	if (!profile)
		return;
	for (const Control &control : controls) {
		const char *json = config_get_string(profile, "Hotkeys", control.hotkey);
		obs_data_t *saved = json ? obs_data_create_from_json(json) : nullptr;
		if (!saved)
			continue;
		obs_data_array_t *bindings = obs_data_get_array(saved, "bindings");
		obs_hotkey_load(control.id, bindings);
		obs_data_array_release(bindings);
		obs_data_release(saved);
	}
}

} // namespace playalter
