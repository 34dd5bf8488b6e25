"""The licence under which contributions are published."""

NAME = "Creative Commons Attribution 4.0 International (CC BY 4.0)"
ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
