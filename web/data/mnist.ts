// The shape of the images.

export const imageSide = 28;
export const inputs = imageSide * imageSide;
export const classes = 10;
