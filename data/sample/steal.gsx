{
  "format": "guestscope-experiment",
  "version": 1,
  "name": "Stolen time",
  "traces": [
    { "path": "host/kernel", "name": "l1host", "role": "auto", "host": null, "pid": null, "vcpus": null,
      "clock": { "method": "auto", "origin_ns": 0, "offset_ns": 0, "drift": 0.0 } },
    { "path": "guest/kernel", "name": "guest", "role": "auto", "host": null, "pid": null, "vcpus": null,
      "clock": { "method": "auto", "origin_ns": 0, "offset_ns": 0, "drift": 0.0 } }
  ]
}
