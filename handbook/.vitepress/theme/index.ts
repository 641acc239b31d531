// VitePress' own theme without its fonts: those of the reader's system, which know Japanese too.
import DefaultTheme from "vitepress/theme-without-fonts";
import "./style.css";

export default DefaultTheme;
