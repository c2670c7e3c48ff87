// SPDX-License-Identifier: GPL-2.0-or-later
#include "mask-hotkeys.hpp"

#include "control/mask-change.hpp"
#include "guarded-callback.hpp"
#include "mask-settings.hpp"
#include "obs-handles.hpp"

#include <algorithm>
#include <set>

namespace playalter {

namespace {

using Change = void (*)(const MaskSettings &now, obs_data_t *wanted);

void toggle_cover(const MaskSettings &now, obs_data_t *wanted)
{
	obs_data_set_bool(wanted, names::key_is_covered, !now.is_covered);
}

void take_next_type(const MaskSettings &now, obs_data_t *wanted)
{
	const size_t next = (size_t(now.mask_type) + 1) % names::mask_type_count;
	obs_data_set_string(wanted, names::key_mask_type, names::mask_type_names[next]);
}

void set_intensity(int64_t intensity, obs_data_t *wanted)
{
	obs_data_set_int(wanted, names::key_intensity,
			 std::clamp(intensity, names::limit_intensity_min, names::limit_intensity_max));
}

void more(const MaskSettings &now, obs_data_t *wanted)
{
	set_intensity(now.intensity + names::limit_intensity_step, wanted);
}

void less(const MaskSettings &now, obs_data_t *wanted)
{
	set_intensity(now.intensity - names::limit_intensity_step, wanted);
}

template<Change change> void on_press(void *mask, obs_hotkey_id, obs_hotkey_t *, bool is_pressed)
{
	if (!is_pressed)
		return;
	run_guarded("a hotkey", [source = static_cast<obs_source_t *>(mask)] {
		const DataRef settings(obs_source_get_settings(source));
		const DataRef wanted(obs_data_create());
		change(read_mask_settings(settings.get()), wanted.get());
		change_mask(source, wanted.get());
	});
}

struct Hotkey {
	const char *name;
	const char *text;
	obs_hotkey_func on_press;
};

constexpr Hotkey kHotkeys[] = {
	{names::hotkey_toggle_cover, "Hotkey.ToggleCover", on_press<toggle_cover>},
	{names::hotkey_next_mask_type, "Hotkey.NextMaskType", on_press<take_next_type>},
	{names::hotkey_intensity_up, "Hotkey.IntensityUp", on_press<more>},
	{names::hotkey_intensity_down, "Hotkey.IntensityDown", on_press<less>},
};
static_assert(std::size(kHotkeys) == MaskHotkeys::kCount);

// Who has hotkeys of ours. Two of the same names on one source would overwrite each other's keys when OBS saves.
class Holders {
public:
	bool take(obs_source_t *holder)
	{
		const std::lock_guard<std::mutex> lock(mutex_);
		return holders_.insert(holder).second;
	}
	void give_back(obs_source_t *holder)
	{
		const std::lock_guard<std::mutex> lock(mutex_);
		holders_.erase(holder);
	}

private:
	std::mutex mutex_;
	std::set<obs_source_t *> holders_;
};

Holders &holders()
{
	static Holders all;
	return all;
}

} // namespace

void MaskHotkeys::attach(obs_source_t *holder)
{
	const std::lock_guard<std::mutex> lock(mutex_);
	if (holder_ || !holders().take(holder))
		return;
	holder_ = holder;
	for (size_t index = 0; index < kCount; index++) {
		const Hotkey &hotkey = kHotkeys[index];
		ids_[index] = obs_hotkey_register_source(holder, hotkey.name, obs_module_text(hotkey.text),
							 hotkey.on_press, mask_);
	}
}

void MaskHotkeys::detach()
{
	const std::lock_guard<std::mutex> lock(mutex_);
	if (!holder_)
		return;
	for (const obs_hotkey_id id : ids_) {
		if (id != OBS_INVALID_HOTKEY_ID)
			obs_hotkey_unregister(id);
	}
	holders().give_back(holder_);
	holder_ = nullptr;
}

bool MaskHotkeys::is_attached() const
{
	const std::lock_guard<std::mutex> lock(mutex_);
	return holder_ != nullptr;
}

} // namespace playalter
