// SPDX-License-Identifier: GPL-2.0-or-later
//
// One attempt at streaming to one server: a libobs output and service of their own, fed by the encoders of OBS's stream.
// Made and destroyed on the destination's thread; destroying it waits for whatever the output still does. What it reports
// comes on libobs's threads.
#pragma once

#include "destination-plan.hpp"
#include "destination-settings.hpp"
#include "main-stream.hpp"

#include <obs-module.h>

#include <functional>
#include <memory>

namespace playalter {

struct OutputRelease {
	void operator()(obs_output_t *output) const { obs_output_release(output); }
};
struct ServiceRelease {
	void operator()(obs_service_t *service) const { obs_service_release(service); }
};

struct ConnectionFigures {
	uint64_t bytes = 0;
	uint32_t frames_total = 0;
	uint32_t frames_dropped = 0;
	double congestion = 0;
};

class DestinationConnection {
public:
	struct Listener {
		std::function<void()> connected;
		std::function<void(const DestinationPlan::End &)> ended;
	};

	DestinationConnection(const DestinationSettings &settings, Listener listener);
	~DestinationConnection();
	DestinationConnection(const DestinationConnection &) = delete;
	DestinationConnection &operator=(const DestinationConnection &) = delete;

	// Without a value: under way, and the listener will hear. Otherwise nothing is, and this is why.
	std::optional<DestinationError> start(const std::string &key, std::shared_ptr<const MainStream> stream);
	// Lets what is under way be sent; `ended` follows, unless it was never connected.
	void stop();
	ConnectionFigures figures() const;

private:
	static void on_start(void *connection, calldata_t *);
	static void on_stop(void *connection, calldata_t *data);

	bool has_fitting_encoders(const MainStream &stream) const;

	const DestinationSettings settings_;
	const Listener listener_;
	std::shared_ptr<const MainStream> stream_; // its encoders outlive the output
	std::unique_ptr<obs_service_t, ServiceRelease> service_;
	std::unique_ptr<obs_output_t, OutputRelease> output_;
};

} // namespace playalter
