"""How the catalogue says no to pictures."""

from guildhall.kernel.refusals import N_, Refusal


class PictureUnreadable(Refusal):
    code = "catalog.picture_unreadable"
    message = N_("This file is no JPEG, PNG or WebP picture. Save an SVG or GIF as a PNG first.")
    status = 422


class PictureTooLarge(Refusal):
    code = "catalog.picture_too_large"
    message = N_(
        "A picture has at most {megabytes} MB and {megapixels} million pixels. Scale it down."
    )
    status = 413


class TooManyPictures(Refusal):
    code = "catalog.too_many_pictures"
    message = N_("A product has at most {most} pictures. Remove one first.")


class PictureNotFound(Refusal):
    code = "catalog.picture_not_found"
    message = N_("There is no such picture. Somebody may have removed it just now.")
    status = 404
