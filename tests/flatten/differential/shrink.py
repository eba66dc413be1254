# SPDX-License-Identifier: Apache-2.0
"""Makes an image that shows a fault smaller, as long as it still shows it."""

import dataclasses

from tests.flatten.differential.image import ImagePlan

_MOST_TRIES = 400


def shrink(image, shows_it):
    """An image with less in it for which shows_it(image) is still true."""
    tries = 0

    def still(smaller):
        nonlocal tries
        tries += 1
        return tries <= _MOST_TRIES and shows_it(smaller)

    while tries < _MOST_TRIES:
        before = image
        image = _plain(_without_pieces(image, still), still)
        if image == before:
            break
    return image


def _without_pieces(image, still):
    """Leaves out layers, then entries."""
    layers = _fewer(image.layers, lambda some: still(ImagePlan(some)))
    image = ImagePlan(layers)
    for number, layer in enumerate(layers):
        entries = _fewer(layer.entries, lambda some, number=number, layer=layer, image=image: still(
            _with_layer(image, number, dataclasses.replace(layer, entries=some))))
        image = _with_layer(image, number, dataclasses.replace(layer, entries=entries))
    return image


def _fewer(items, still):
    """Leaves out halves first, then ever smaller runs."""
    run = max(1, len(items) // 2)
    while run:
        start = 0
        while start < len(items):
            smaller = items[:start] + items[start + run:]
            if still(smaller):
                items = smaller
            else:
                start += run
        run //= 2
    return items


def _plain(image, still):
    """Leaves out compression and the entries' attributes."""
    for number, layer in enumerate(image.layers):
        plain = dataclasses.replace(layer, compression="none", ending="two blocks")
        image = _changed(image, number, plain, still)
        for index, entry in enumerate(layer.entries):
            for name in entry.attributes:
                current = image.layers[number]
                rest = dict(current.entries[index].attributes)
                del rest[name]
                entries = (*current.entries[:index], dataclasses.replace(entry, attributes=rest),
                           *current.entries[index + 1:])
                plain = dataclasses.replace(current, entries=entries)
                image = _changed(image, number, plain, still)
    return image


def _changed(image, number, layer, still):
    changed = _with_layer(image, number, layer)
    return changed if changed != image and still(changed) else image


def _with_layer(image, number, layer):
    return ImagePlan((*image.layers[:number], layer, *image.layers[number + 1:]))
