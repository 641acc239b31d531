// The shape of the images.

export const imageSide = 28;
export const imageSize = { rows: imageSide, columns: imageSide };
export const inputs = imageSide * imageSide;
export const classes = 10;
